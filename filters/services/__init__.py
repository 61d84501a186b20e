"""Use cases, layer 3: what imgsvc does, as keyword-only functions that know no HTTP."""
