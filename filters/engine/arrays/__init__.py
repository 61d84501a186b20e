"""Pictures as NumPy arrays: `.npy` and `.npz` in and out, JSON out. Never a pickle."""
