"""How layers look in the programs that open their files: the colours of the map on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    "garment": "#7a2e2e",
    "souvenir": "#2f5d62",
}
UNKNOWN_COLOUR = "#555f66"
LAYER_COLOURS: dict[str, str] = {
    "producers": "#3c4a52",
    "craft_villages": "#8a3a78",
    "material_zones": "#3f6d1c",
    "sales_points": "#a3211b",
    "markets": "#7a4a00",
    "sights": "#1f5f8b",
    "planned_sites": "#6b4e00",
    "chain_breaks": "#8b0000",
    "chain_unknown": "#6b4a00",
}
# As app/static/js/tour_flows/flowmap.js draws them.
MADE_COLOURS: dict[str, str] = {"spots": "#a3211b"}
LINE_COLOUR = "#5a4632"
# Fields by whose value a record has its colour: vocabulary → value → colour.
VALUE_COLOURS: Mapping[str, Mapping[str, str]] = {
    "product_group": GROUP_COLOURS,
    # Signs as app/static/js/tour_flows/flowmap.js draws them; communes are hatched there, here in colours.
    "sign_kind": {"zone": "#3f6d1c", "craft": "#8a3a78"},
    "flow_state": {
        "visited": "#2171b5",
        "passed": "#fdfdf9",
        "missed": "#d9a441",
        "no_records": "#bdbdbd",
    },
    # The screen tells points by shape and number; here it is colour, with the dark of existing ones.
    "point_state": {
        "new": "#0072b2",
        "locked": "#009e73",
        "existing": "#1d2421",
        "forbidden": "#a3211b",
    },
}


@dataclass(frozen=True, slots=True)
class Look:
    """
    The colours of a layer.

    ``colours`` are by the value of the field ``by``, of ``vocabulary``; the one
    under "" is that of all others, and the only one where ``by`` is empty.
    """

    colours: Mapping[str, str]
    by: str = ""
    vocabulary: str = ""
    is_filled: bool = False


def look_of(spec: LayerSpec) -> Look:
    """Return how a layer is drawn; outlines are filled only where their colour says something."""
    for field in spec.fields:
        vocabulary = field.kind.removeprefix("code:")
        if vocabulary in VALUE_COLOURS:
            colours = {**VALUE_COLOURS[vocabulary], "": UNKNOWN_COLOUR}
            return Look(colours, field.name, vocabulary, spec.geometry == "polygon")
    usual = UNKNOWN_COLOUR if spec.geometry == "point" else LINE_COLOUR
    return Look({"": (LAYER_COLOURS | MADE_COLOURS).get(spec.key, usual)})


def qgis_style(
    spec: LayerSpec, titles: Mapping[str, str], fields: list[Field], names: Mapping[str, str]
) -> str:
    """
    Return a style for QGIS (QML): symbols in the colours of the map, fields under their titles.

    ``titles`` are the headings of the fields, ``names`` what the values that
    pick a colour are called ("" for the others).
    """
    look = look_of(spec)
    kind = {"point": "marker", "line": "line", "polygon": "fill"}[spec.geometry]
    symbols = "".join(
        _symbol(str(at), kind, colour, look.is_filled) for at, colour in enumerate(look.colours.values())
    )
    if not look.by:
        renderer = f'<renderer-v2 type="singleSymbol"><symbols>{symbols}</symbols></renderer-v2>'
    else:
        categories = "".join(
            f'<category render="true" symbol="{at}" value={quoteattr(value)} label={_quoted(names[value])}/>'
            for at, value in enumerate(look.colours)
        )
        renderer = (
            f'<renderer-v2 type="categorizedSymbol" attr="{look.by}"><categories>{categories}</categories>'
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


def _symbol(name: str, kind: str, colour: str, is_filled: bool) -> str:
    """Return one symbol of one layer."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    rgb = f"{red},{green},{blue},255"
    layers = {
        "marker": ("SimpleMarker", {"name": "circle", "color": rgb, "outline_color": "255,255,255,255"}),
        "line": ("SimpleLine", {"line_color": rgb, "line_width": "0.5", "line_style": "dash"}),
        "fill": ("SimpleFill", {"style": "no", "outline_color": rgb, "outline_width": "0.4"}),
        "filled": ("SimpleFill", {"style": "solid", "color": rgb, "outline_color": "108,117,112,255"}),
    }
    drawn, options = layers["filled" if is_filled else kind]
    told = "".join(f'<Option type="QString" name="{key}" value="{value}"/>' for key, value in options.items())
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1">'
        f'<layer class="{drawn}" enabled="1" pass="0" locked="0">'
        f'<Option type="Map">{told}</Option></layer></symbol>'
    )
