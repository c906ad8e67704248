"""Style sheets and scripts as the browser gets them: joined, compressed, named after their content."""

from app.assets.files import BUNDLES, Assets, build_assets, template_globals
from app.assets.scripts import UnusualModule, join_modules

__all__ = ["BUNDLES", "Assets", "UnusualModule", "build_assets", "join_modules", "template_globals"]
