"""What comes in from outside, spoilt at random: for ten seconds in each run of the suite, by hand as long as one likes:

    pytest tests/fuzz/test_pictures.py --fuzz-seconds 600 --fuzz-seed 1000000

Trials are numbered from the first seed on, and a failure ends with the words that try that one again. What is found is
kept as a small input in the tables of the module's own tests, so that it is tried each time.
"""
