"""Other processors, simulated: every library that computes is told to use no more than they have.

    python tests/processors.py                       which are tried, and what each library makes of them
    python tests/processors.py --others              their names alone
    python tests/processors.py sse pytest --nbval notebooks

Each library looks at its own variable, once, when it is loaded; so they stand in the environment before Python starts.
torch's kernels alone are not enough: a matrix product is MKL's, a convolution oneDNN's, numpy's `@` OpenBLAS's, and a
digit may hang on any of them.
"""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Processor:
    """What each library calls it; `numpy` are those of numpy's features that it has.

    MKL has two variables: the first is deaf on AMD's processors (measured), where the second, whose COMPATIBLE is the
    code for any processor, changes the digits of a product.
    """

    torch: str
    onednn: str
    mkl: str
    mkl_repeats: str
    openblas: str
    numpy: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        return {
            "ATEN_CPU_CAPABILITY": self.torch,
            "ONEDNN_MAX_CPU_ISA": self.onednn,
            "MKL_ENABLE_INSTRUCTIONS": self.mkl,
            "MKL_CBWR": self.mkl_repeats,
            "OPENBLAS_CORETYPE": self.openblas,
            "NPY_DISABLE_CPU_FEATURES": ",".join(lacks(self.numpy)),
        }


def lacks(has: tuple[str, ...]) -> list[str]:
    """numpy's features to be switched off: it refuses names that it was not built for, or that are not here."""
    from numpy._core import _multiarray_umath as numpy

    built = [name for name in numpy.__cpu_dispatch__ if name not in has]
    return [name for name in built if numpy.__cpu_features__[name]]


# From the oldest that the wheels run on. The newest is left out: it can't be simulated where it is not.
PROCESSORS = {
    "sse": Processor("default", "SSE41", "SSE4_2", "COMPATIBLE", "Nehalem", ()),
    "avx": Processor("default", "AVX", "AVX", "AVX", "Sandybridge", ()),
    "avx2": Processor("avx2", "AVX2", "AVX2", "AVX2", "Haswell", ("X86_V3", "AVX2", "FMA3")),
}


def others() -> list[str]:
    """The oldest, and the newest that is older than this machine's; none where the machine is no x86."""
    from numpy._core import _multiarray_umath as numpy

    if platform.machine() not in ("x86_64", "AMD64"):
        return []
    newer = numpy.__cpu_features__.get("AVX512F") or numpy.__cpu_features__.get("X86_V4")
    return ["sse", "avx2" if newer else "avx"]


FOUND = """
import hashlib, json, numpy, torch, threadpoolctl
from numpy._core import _multiarray_umath as made
from scipy import linalg
pools = threadpoolctl.threadpool_info()
torch.manual_seed(0)
product = torch.rand(200, 300) @ torch.rand(300, 170)
digest = hashlib.sha256(product.numpy().tobytes()).hexdigest()
print(json.dumps({
    "product": digest[:8],
    "torch": torch.backends.cpu.get_cpu_capability(),
    "openblas": sorted({pool["architecture"] for pool in pools if pool["internal_api"] == "openblas"}),
    "numpy": [name for name in made.__cpu_dispatch__ if made.__cpu_features__[name]],
}))
torch.nn.functional.conv2d(torch.rand(4, 8, 16, 16), torch.rand(8, 8, 3, 3))
"""


def found(environment: dict[str, str]) -> dict[str, object]:
    """What the libraries say of themselves in a fresh Python under an environment."""
    verbose = {"ONEDNN_VERBOSE": "1"}
    command = [sys.executable, "-W", "error", "-c", FOUND]
    run = subprocess.run(command, env={**os.environ, **environment, **verbose}, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"under {environment} the libraries do not load:\n{run.stderr}")
    lines = run.stdout.splitlines()
    said = next(json.loads(line) for line in lines if line.startswith("{"))
    said["onednn"] = next((line.split("isa:")[1] for line in lines if "cpu,isa:" in line), "not used")
    return said


def main(arguments: list[str]) -> None:
    if not arguments:
        for name in others():
            print(f"{name}: {found(PROCESSORS[name].environment())}")
        return
    if arguments == ["--others"]:
        return print(*others())
    name, *command = arguments
    if name not in PROCESSORS:
        sys.exit(f"there is no processor {name!r}; there are: {', '.join(PROCESSORS)}")
    os.execvpe(command[0], command, {**os.environ, **PROCESSORS[name].environment()})


if __name__ == "__main__":
    main(sys.argv[1:])
