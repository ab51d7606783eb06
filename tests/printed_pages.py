"""Small PDFs of the kind that Chromium prints, for the tests of what joins them."""

import pypdf
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, Fit, NameObject, NumberObject, TextStringObject

from gannotes.site.press import READY


def printed(to, titles, addresses=(), title=READY):
    """A page for each title, the later ones below the first in the outline; the last page has the place "exercise".

    The first page has the links. Heights are 100 for a chapter of one page, 200 for one of two.
    """
    made, height = pypdf.PdfWriter(), 100 * len(titles)
    above = None
    for number, heading in enumerate(titles):
        page = made.add_blank_page(595, 842)
        page[NameObject("/StructParents")] = NumberObject(number)
        entry = made.add_outline_item(title=heading, page_number=number, parent=above, fit=Fit.xyz(10, height))
        above = above or entry
    place = ArrayObject([page.indirect_reference, NameObject("/XYZ"), NumberObject(10), NumberObject(height)])
    made.root_object[NameObject("/Dests")] = DictionaryObject({NameObject("/exercise"): place})
    for address in addresses:
        link = made.add_annotation(0, Link(rect=(0, 0, 9, 9), url=address))
        link[NameObject("/StructParent")] = NumberObject(7)
        if address.startswith("#"):
            link.pop("/A")
            link[NameObject("/Dest")] = NameObject(f"/{address[1:]}")
    made.metadata = {"/Title": TextStringObject(title)}
    made.write(to)
    return pypdf.PdfReader(to)
