"""What Folium is given: keys, paths and titles of ours, and nothing a template could run."""

import pytest

from layers.elements import Attach, RemoteLayer, ShellMap, safe_key, safe_title, safe_url

HOSTILE = [
    "{{ 6*7 }}",
    "{% for x in () %}",
    "{# note #}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "a }} b",
    "line\u2028break",
    "\u202eesrever",
    "nul\x00",
]
GOOD = {
    "key": "products",
    "url": "/api/v1/layers/products.geojson",
    "title": "OCOP products",
    "group": "registry",
    "geometry": "point",
    "shown": True,
}


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_that_a_template_would_read_is_refused(title):
    with pytest.raises(ValueError, match="unsafe"):
        RemoteLayer(**GOOD | {"title": title})


@pytest.mark.parametrize(
    "title", ["Sản phẩm OCOP", "Roads (sketch) – 100 %", "<img onerror=x>", "`${x}`", "{x}"]
)
def test_other_titles_are_text(title):
    assert safe_title(title) == title


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example/a",
        "https://evil.example/a",
        "javascript:alert(1)",
        "/a b",
        '/a"b',
        "/a'b",
        "/{{ 6*7 }}",
        "/a<b",
        "/é",
        "a",
        "",
        "/a\n",
    ],
)
def test_an_address_that_is_no_plain_path_of_this_site_is_refused(url):
    with pytest.raises(ValueError, match="unsafe"):
        RemoteLayer(**GOOD | {"url": url})
    with pytest.raises(ValueError, match="unsafe"):
        safe_url(url)


@pytest.mark.parametrize("key", ["", "a-b", "A", "1a", "a;b", "{{a}}", "a\n", "__proto__"])
def test_a_key_that_is_no_name_is_refused(key):
    with pytest.raises(ValueError, match="unsafe"):
        safe_key(key)
    for name in ("key", "group", "geometry"):
        with pytest.raises(ValueError, match="unsafe"):
            RemoteLayer(**GOOD | {name: key})


@pytest.mark.parametrize("language", ["", "vi-VN", "v';", "{{a}}"])
def test_a_language_that_is_no_code_is_refused(language):
    with pytest.raises(ValueError, match="unsafe"):
        Attach(api="/api/v1", language=language, bounds=((21, 103), (22, 104)))


def test_bounds_are_numbers():
    with pytest.raises(ValueError, match="could not convert"):
        ShellMap(key="map", scripts=[], styles=[], bounds=(("{{1}}", 1), (2, 2)), min_zoom=8, max_zoom=18)
