"""Ends a run with the table of what was planted and which test found it."""


def pytest_terminal_summary(terminalreporter):
    found = [dict(report.user_properties).get("mutant") for report in terminalreporter.getreports("passed")]
    if any(found):
        terminalreporter.section("planted, and found by")
        for line in sorted(filter(None, found)):
            terminalreporter.write_line(line)
