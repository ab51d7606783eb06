"""The rules that chapters keep, in one list: the build holds them to those that a page needs, the tests to all."""

from gannotes.site.rules import cells, claims, equations, figures, files, links, names, outputs, page
from gannotes.site.rules.book import ids_are_unique as ids_are_unique
from gannotes.site.rules.book import names_are_unique as names_are_unique
from gannotes.site.rules.book import summary_lists_the_chapters as summary_lists_the_chapters
from gannotes.site.rules.rule import Chapter as Chapter
from gannotes.site.rules.rule import Rule as Rule

FOR_A_PAGE: list[Rule] = [*page.RULES, *equations.FOR_A_PAGE, *links.RULES]
RULES: list[Rule] = [
    *FOR_A_PAGE,
    *files.RULES,
    *cells.RULES,
    *names.RULES,
    *outputs.RULES,
    *equations.FOR_AUTHORS,
    *figures.RULES,
    *claims.RULES,
]
