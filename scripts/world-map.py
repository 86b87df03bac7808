"""Make `assessments/reports/world.json` from the shapes of Natural Earth.

    python scripts/world-map.py countries-110m.json countries-50m.json > assessments/reports/world.json

The two files are those of the npm package world-atlas 2.0.2 (ISC licence; the data of Natural Earth are in the public domain).
Each country becomes one path in a picture of 960 by 480; one too small for the coarse file becomes a dot. The projection is
Robinson-like and equal for every country: x shrinks with the cosine of two thirds of the latitude, y is linear.
"""

import json
import math
import sys
from pathlib import Path

from django_countries import countries

WIDTH, TOP, BOTTOM = 960, 84, -58
SCALE = WIDTH / 360
NAMED = {"Kosovo": "XK"}  # shapes without a number of ISO 3166-1 to which a code belongs
LEAST = 0.6  # a ring narrower and lower than this many units is left out


def arcs_of(atlas):
    """The arcs of a TopoJSON file as lists of longitude and latitude."""
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def place(longitude, latitude):
    """A point of the picture."""
    latitude = max(min(latitude, TOP), BOTTOM)
    x = longitude * math.cos(math.radians(latitude) * 2 / 3)
    return round(WIDTH / 2 + x * SCALE, 1), round((TOP - latitude) * SCALE * 1.15, 1)


def rings_of(shape, arcs):
    """Every ring of a shape, as points of the picture."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            points = []
            for number in ring:
                part = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += part[1:] if points else part
            yield [place(*point) for point in unbroken(points)]


def unbroken(points):
    """A ring that crosses the date line, drawn on beyond it; land just west of America's end joins Asia."""
    shift, before, found = 0, points[0][0], []
    for longitude, latitude in points:
        shift += 360 * ((before - longitude > 180) - (longitude - before > 180))
        before = longitude
        found.append((longitude + shift, latitude))
    if max(longitude for longitude, _ in found) < -169 and min(latitude for _, latitude in found) > 60:
        return [(longitude + 360, latitude) for longitude, latitude in found]
    return found


def size(ring):
    """The larger of a ring's width and height."""
    xs, ys = zip(*ring, strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def path_of(rings):
    """The path of the rings that can be seen."""
    seen = [ring for ring in rings if size(ring) >= LEAST]
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in seen)


def dot_of(rings):
    """A small circle in the middle of the largest ring."""
    xs, ys = zip(*max(rings, key=size), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return f"M{x - 2.5:.1f} {y:.1f}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0Z"


def main(coarse, fine):
    """Print the paths by country code; the empty code holds land that no code belongs to."""
    found = {"": ""}
    for file, make in ((coarse, path_of), (fine, dot_of)):
        atlas = json.loads(Path(file).read_text(encoding="utf-8"))
        arcs = list(arcs_of(atlas))
        for shape in atlas["objects"]["countries"]["geometries"]:
            code = countries.alpha2(int(shape["id"])) if shape.get("id") else NAMED.get(shape["properties"]["name"], "")
            if code == "AQ" or (code and code in found):
                continue
            if code:
                found[code] = make(list(rings_of(shape, arcs)))
            elif make is path_of:
                found[""] += make(list(rings_of(shape, arcs)))
    print(json.dumps(found, indent=0, sort_keys=True))  # noqa: T201 - its output


if __name__ == "__main__":
    from django.conf import settings

    settings.configure()
    main(*sys.argv[1:])
