"""llama.cpp's `llama-server`, built once from the source that the pinned llama-cpp-python carries: both
servers and our engine then run the same llama.cpp.
"""

import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from time import perf_counter

_PIN = re.compile(r"^llama[-_]cpp[-_]python==(\S+)", re.MULTILINE)
_OPTIONS = (
    # as llama-cpp-python's CMakeLists.txt sets them; GGML_NATIVE is on by itself
    "-DCMAKE_BUILD_TYPE=Release",
    "-DBUILD_SHARED_LIBS=ON",
    "-DLLAMA_CURL=OFF",
    "-DLLAMA_BUILD_COMMON=ON",
    # the server alone, without its web pages (they would be fetched) and without TLS
    "-DLLAMA_BUILD_TOOLS=ON",
    "-DLLAMA_BUILD_SERVER=ON",
    "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",
    "-DLLAMA_OPENSSL=OFF",
)


def pinned_version(lock: Path = Path("requirements.lock")) -> str:
    found = _PIN.search(lock.read_text())
    if found is None:
        raise RuntimeError(f"{lock} pins no llama-cpp-python.")
    return found[1]


def llama_server(cache: Path) -> Path:
    """The program; built when `cache` has none of this version (some 6 minutes on two cores)."""
    version = pinned_version()
    folder = cache / f"llama-server-{version}"
    program = folder / "bin" / "llama-server"
    if not program.exists():
        started = perf_counter()
        print(f"==> building llama-server of llama-cpp-python {version} in {folder}", flush=True)
        _build(_source(cache, version), folder)
        print(f"==> built in {perf_counter() - started:.0f} s", flush=True)
    return program.resolve()


def _source(cache: Path, version: str) -> Path:
    """The unpacked source package, fetched when it is not there."""
    cache.mkdir(parents=True, exist_ok=True)
    name = f"llama_cpp_python-{version}"
    if not (cache / name).exists():
        archive = cache / f"{name}.tar.gz"
        if not archive.exists():
            package = f"llama-cpp-python=={version}"
            _run(
                sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:", package,
                "--dest", str(cache),
            )  # fmt: skip
        with tarfile.open(archive) as packed:
            packed.extractall(cache / "unpacking", filter="data")
        (cache / "unpacking" / name).rename(cache / name)
        (cache / "unpacking").rmdir()
    return cache / name / "vendor" / "llama.cpp"


def _build(source: Path, folder: Path) -> None:
    generator = ("-G", "Ninja") if shutil.which("ninja") else ()
    _run("cmake", *generator, "-S", str(source), "-B", str(folder), *_OPTIONS)
    _run("cmake", "--build", str(folder), "--target", "llama-server", "--parallel")


def _run(*command: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
