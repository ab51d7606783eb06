"""A simulated processor reaches every library that computes."""

import pytest
from processors import PROCESSORS, found, others


@pytest.fixture(scope="module")
def here():
    return found({})


@pytest.fixture(scope="module", params=others())
def under(request):
    """A simulated processor, and what the libraries say of it."""
    processor = PROCESSORS[request.param]
    return processor, found(processor.environment())


def test_torch_onednn_openblas_and_numpy_take_what_it_has_and_no_more(under):
    processor, said = under
    assert said["torch"].lower() == processor.torch
    assert said["onednn"].replace(".", "").replace("Intel ", "") == processor.onednn
    assert said["openblas"] == [processor.openblas]
    assert set(said["numpy"]) <= set(processor.numpy)


def test_a_product_of_matrices_has_other_digits_on_the_oldest(here):
    """MKL says nothing of what it takes, but its sums have another order."""
    if "sse" not in others():
        pytest.skip("no x86: MKL is not here")
    assert found(PROCESSORS["sse"].environment())["product"] != here["product"]


def test_two_are_tried_and_none_twice():
    assert len(others()) in (0, 2)
    assert len({tuple(PROCESSORS[name].environment().items()) for name in others()}) == len(others())
