# SPDX-License-Identifier: Apache-2.0
"""Draws what scripts/bench/soak wrote: soak_plot.py FILE.csv > plot.svg. Standard library only."""

import csv
import sys

WIDTH, HEIGHT, LEFT, TOP, GAP = 720, 120, 150, 20, 30


def main():
    with open(sys.argv[1], newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])[1:5]
    total = TOP + len(columns) * (HEIGHT + GAP) + 20
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + LEFT + 20}" height="{total}" font-family="sans-serif" font-size="12">')
    for number, column in enumerate(columns):
        values = [float(row[column]) for row in rows]
        most = max(values) * 1.1
        top = TOP + number * (HEIGHT + GAP)
        points = " ".join(
            f"{LEFT + index * WIDTH / max(1, len(values) - 1):.1f},{top + HEIGHT - value * HEIGHT / most:.1f}"
            for index, value in enumerate(values)
        )
        print(f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#ccc"/>')
        print(f'<text x="{LEFT - 8}" y="{top + 14}" text-anchor="end">{column}</text>')
        print(f'<text x="{LEFT - 8}" y="{top + 32}" text-anchor="end">0 to {most:.0f}</text>')
        print(f'<polyline points="{points}" fill="none" stroke="#06c" stroke-width="1.5"/>')
    print(f'<text x="{LEFT}" y="{total - 8}">minute 1 to {rows[-1]["minute"]}</text>')
    print("</svg>")


if __name__ == "__main__":
    main()
