"""How layers look in the programs that open their files: the colours of the map on screen."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from layers.catalogue import Field, LayerSpec
from layers.exports.texts import storable

# As app/static/js/symbols.js draws them: product groups, then layers of places.
GROUP_COLOURS: Mapping[str, str] = {
    "food": "#b34700",
    "beverage": "#00629b",
    "herbal": "#00704f",
    "craft": "#8a3a78",
    "ornamental": "#5c5c00",
    "tourism": "#3d4fb5",
}
UNKNOWN_COLOUR = "#555f66"
LAYER_COLOURS: Mapping[str, str] = {
    "producers": "#3c4a52",
    "craft_villages": "#8a3a78",
    "material_zones": "#3f6d1c",
    "sales_points": "#a3211b",
    "markets": "#7a4a00",
    "sights": "#1f5f8b",
}
LINE_COLOUR = "#5a4632"
# The field whose value picks the colour of a product.
BY = "group"


def colours_of(spec: LayerSpec) -> dict[str, str]:
    """Return the colours of a layer by the value of ``BY``; one under "" where there is one for all."""
    if spec.geometry != "point":
        return {"": LINE_COLOUR}
    if spec.key in LAYER_COLOURS:
        return {"": LAYER_COLOURS[spec.key]}
    return {**GROUP_COLOURS, "": UNKNOWN_COLOUR}


def qgis_style(
    spec: LayerSpec, titles: Mapping[str, str], fields: list[Field], names: Mapping[str, str]
) -> str:
    """
    Return a style for QGIS (QML): symbols in the colours of the map, fields under their titles.

    ``titles`` are the headings of the fields, ``names`` what the values of
    ``BY`` are called ("" for the unknown).
    """
    colours = colours_of(spec)
    kind = {"point": "marker", "line": "line", "polygon": "fill"}[spec.geometry]
    symbols = "".join(_symbol(str(at), kind, colour) for at, colour in enumerate(colours.values()))
    if len(colours) == 1:
        renderer = f'<renderer-v2 type="singleSymbol"><symbols>{symbols}</symbols></renderer-v2>'
    else:
        categories = "".join(
            f'<category render="true" symbol="{at}" value={quoteattr(value)} label={_quoted(names[value])}/>'
            for at, value in enumerate(colours)
        )
        renderer = (
            f'<renderer-v2 type="categorizedSymbol" attr="{BY}"><categories>{categories}</categories>'
            f"<symbols>{symbols}</symbols></renderer-v2>"
        )
    aliases = "".join(
        f'<alias field={quoteattr(field.name)} index="{at}" name={_quoted(titles[field.name])}/>'
        for at, field in enumerate(fields, start=1)
    )
    label = "name" if any(field.name == "name" for field in fields) else fields[0].name
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22.0" styleCategories="Symbology|Fields">{renderer}<aliases>{aliases}</aliases>'
        f'<previewExpression>"{label}"</previewExpression></qgis>'
    )


def _quoted(text: str) -> str:
    """Return a text as the value of an attribute."""
    return quoteattr(storable(text))


def _symbol(name: str, kind: str, colour: str) -> str:
    """Return one symbol of one layer."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    rgb = f"{red},{green},{blue},255"
    layers = {
        "marker": ("SimpleMarker", {"name": "circle", "color": rgb, "outline_color": "255,255,255,255"}),
        "line": ("SimpleLine", {"line_color": rgb, "line_width": "0.5", "line_style": "dash"}),
        "fill": ("SimpleFill", {"style": "no", "outline_color": rgb, "outline_width": "0.4"}),
    }
    drawn, options = layers[kind]
    told = "".join(f'<Option type="QString" name="{key}" value="{value}"/>' for key, value in options.items())
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1">'
        f'<layer class="{drawn}" enabled="1" pass="0" locked="0">'
        f'<Option type="Map">{told}</Option></layer></symbol>'
    )
