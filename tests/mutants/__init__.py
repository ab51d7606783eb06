"""Known faults of GAN code, planted one at a time to see that the tests notice: `make mutants`.

A fault of this kind hides well: the code runs, the shapes fit, a GAN that has it still trains a little. Each is kept
here as the wrong code itself, with what is true instead and the test that must fail while it is planted.

    mutant.py         what a mutant is, and how it is planted
    traps.py          the known faults by number: which are planted, which wait for their room, which no test can see
    trial.py          plants one, runs its test, says how that failed
    test_mutants.py   tries them all; and some that are none, to see that the trial is fair
    the others        the wrong code, in files named after the rooms that it is planted in
"""
