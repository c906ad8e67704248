"""Pages of the room, all of them without JavaScript too."""
