"""What can be set from outside to make PyTorch fast on a CPU. Most of it is read when PyTorch is
imported, so options are parsed and applied before that."""
import ctypes
import os

M_TRIM_THRESHOLD, M_MMAP_MAX = -1, -4  # of mallopt(3)


def add_options(parser):
    add = parser.add_argument
    add("--threads", type=int, default=1, help="threads of PyTorch itself")
    add("--blas", type=int, default=2, help="threads of OpenBLAS")
    add("--coretype", help="SkylakeX: make an OpenBLAS that does not know the CPU use AVX-512")
    add("--tuned", action="store_true", help="besides: AVX-512 in PyTorch's own kernels, freed "
        "memory kept, threads that wait asleep (without that, 2 and 2 threads hinder each other)")


def apply(options):
    os.environ["OPENBLAS_NUM_THREADS"] = str(options.blas)
    if options.coretype:
        os.environ["OPENBLAS_CORETYPE"] = options.coretype
    if options.tuned:
        os.environ["ATEN_CPU_CAPABILITY"] = "avx512"
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
        os.environ["OPENBLAS_THREAD_TIMEOUT"] = "4"
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


def start(options):
    """After the import."""
    import torch
    torch.set_num_threads(options.threads)
    print("PyTorch %s, %d threads, OpenBLAS %d threads, %s%s" % (
        torch.__version__, options.threads, options.blas,
        options.coretype or "kernels of its choice", ", tuned" if options.tuned else ""))
