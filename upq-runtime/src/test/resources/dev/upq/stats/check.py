# SPDX-License-Identifier: Apache-2.0
"""Reads both golden files with the parsers of the Prometheus project's own Python client.

    pip install prometheus_client; python3 check.py

Exits with 1 where a parser refuses one of them, or finds other samples in it than lines.
"""
import pathlib
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

here = pathlib.Path(__file__).parent
good = True
for name, parse in (("metrics.prom.txt", prometheus), ("metrics.openmetrics.txt", openmetrics)):
    text = (here / name).read_text(encoding="utf-8")
    lines = sum(1 for line in text.splitlines() if line and not line.startswith("#"))
    try:
        families = list(parse(text))
        samples = sum(len(family.samples) for family in families)
        print(f"{name}: {len(families)} families, {samples} samples of {lines} lines")
        good &= samples == lines
    except ValueError as refused:
        print(f"{name}: {refused}")
        good = False
sys.exit(0 if good else 1)
