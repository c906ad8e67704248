"""A workbook of one sheet in which every cell is text: no formula, no date, no lost zero."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from app.services.pool.table_reading.cells import disguise, is_disguised, letters_of

# What XML cannot carry.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CELL = '<c r="{place}" s="1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Pool" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_OFFICE}/styles" '
    'Target="styles.xml"/></Relationships>',
    # Format 49 is “text”, and quotePrefix keeps a spreadsheet from reading what somebody types over it as a formula.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
    '<xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def as_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as XLSX. 20,000 rows take a second here and five in the library that reads them."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, text in _PARTS.items():
            book.writestr(name, _XML + text)
        book.writestr("xl/worksheets/sheet1.xml", _sheet(rows))
    return content.getvalue()


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    columns = [letters_of(place) for place in range(max(map(len, rows), default=0))]
    found = [f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>']
    for number, row in enumerate(rows, start=1):
        cells = "".join(_CELL.format(place=f"{column}{number}", text=_text(cell))
                        for column, cell in zip(columns, row, strict=False) if cell)
        found.append(f'<row r="{number}">{cells}</row>')
    return "".join([*found, "</sheetData></worksheet>"])


def _text(cell: str) -> str:
    """A text cell needs no disguise; one that looks disguised already gets another, which reading takes off."""
    return escape(_FORBIDDEN.sub(" ", disguise(cell) if is_disguised(cell) else cell))
