"""Settings: what is read, what is refused, what the README says."""

from pathlib import Path

import pytest

from app import create_app
from app.settings import PREFIX, ROOT, Settings, settings_table
from geodata.errors import InvalidInput
from geodata.network.engine_settings import EngineSettings


def test_every_kind_of_setting_is_read_from_its_variable():
    settings = Settings.from_env(
        {
            "OCOP_DATABASE_URL": "postgresql://db/ocop",
            "OCOP_INSTANCE_DIR": "/srv/ocop",
            "OCOP_TRUSTED_PROXIES": "2",
            "OCOP_ALLOW_TILES": "false",
            "OCOP_REVISION_POLL_S": "0.5",
            "OCOP_TRUSTED_LINK_HOSTS": "*.gov.vn, Example.org,",
            "PATH": "/usr/bin",
        }
    )
    assert settings.store_url == "postgresql://db/ocop"
    assert settings.instance_path == Path("/srv/ocop")
    assert (settings.trusted_proxies, settings.allow_tiles, settings.revision_poll_s) == (2, False, 0.5)
    assert settings.trusted_link_hosts == ("*.gov.vn", "example.org")


def test_an_engine_is_handed_on_as_plain_values():
    settings = Settings(routing_engine="osrm", routing_url="http://10.0.0.7:5000/osrm", routing_timeout_s=2)

    assert Settings().engine is None
    assert settings.engine == EngineSettings(
        engine="osrm", url="http://10.0.0.7:5000/osrm", timeout_s=2, table_size=50
    )


@pytest.mark.parametrize(
    ("engine", "url"),
    [
        ("google", "http://127.0.0.1:5000"),
        ("osrm", ""),
        ("osrm", "127.0.0.1:5000"),
        ("osrm", "file:///etc/passwd"),
        ("valhalla", "http://user:secret@127.0.0.1:8002"),
        ("valhalla", "http://127.0.0.1:8002/?json="),
        ("", "ftp://127.0.0.1"),
    ],
)
def test_an_engine_that_cannot_be_asked_is_refused_at_the_start(engine, url):
    with pytest.raises(InvalidInput, match="OCOP_ROUTING_"):
        Settings(routing_engine=engine, routing_url=url)


def test_an_unknown_variable_is_an_error_that_names_it():
    with pytest.raises(InvalidInput, match="OCOP_DATABSE_URL"):
        Settings.from_env({"OCOP_DATABSE_URL": "sqlite:///x.db"})


def test_variables_of_the_test_programs_are_left_alone():
    assert Settings.from_env({"OCOP_TEST_REQUIRE_ALL": "1", "OCOP_CHROMIUM": "/x"}) == Settings()


@pytest.mark.parametrize("text", ["1", "true", "YES", " on "])
def test_a_boolean_may_be_true(text):
    assert Settings.from_env({"OCOP_ALLOW_TILES": text}).allow_tiles is True


@pytest.mark.parametrize("text", ["0", "false", "No", "off"])
def test_a_boolean_may_be_false(text):
    assert Settings.from_env({"OCOP_ALLOW_TILES": text}).allow_tiles is False


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OCOP_ALLOW_TILES", "maybe"),
        ("OCOP_ALLOW_TILES", ""),
        ("OCOP_TRUSTED_PROXIES", "many"),
        ("OCOP_TRUSTED_PROXIES", "-1"),
        ("OCOP_DEFAULT_LANGUAGE", "fr"),
        ("OCOP_URL_PREFIX", "ocop"),
        ("OCOP_URL_PREFIX", "/ocop/"),
        ("OCOP_URL_PREFIX", "//evil.example"),
        ("OCOP_URL_PREFIX", "/{{ 6*7 }}"),
        ("OCOP_TRUSTED_LINK_HOSTS", "https://gov.vn/"),
        ("OCOP_LOG_LEVEL", "LOUD"),
        ("OCOP_MAX_FEATURES", "0"),
        ("OCOP_REVISION_POLL_S", "nan"),
        ("OCOP_CACHE_MB", "0"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_the_variable_and_the_value(variable, value):
    with pytest.raises(InvalidInput) as caught:
        Settings.from_env({variable: value})
    assert variable in str(caught.value)
    assert caught.value.values["allowed"]


def test_without_a_database_the_store_is_a_file_in_the_instance_folder():
    assert Settings().store_url == f"sqlite:///{(ROOT / 'instance' / 'ocop.db').as_posix()}"


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("sqlite:///instance/x.db", f"sqlite:///{(ROOT / 'instance' / 'x.db').as_posix()}"),
        (f"sqlite:///{(ROOT / 'x.db').as_posix()}", f"sqlite:///{(ROOT / 'x.db').as_posix()}"),
        ("postgresql://u@h/ocop", "postgresql://u@h/ocop"),
    ],
)
def test_a_relative_database_file_does_not_depend_on_where_the_server_is_started(address, meant):
    assert Settings(database_url=address).store_url == meant


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("laocai.gov.vn", True),
        ("SO.LaoCai.gov.vn.", True),
        ("baolaocai.vn", True),
        ("gov.vn", False),
        ("evilgov.vn", False),
        ("www.baolaocai.vn.evil.example", False),
        ("", False),
    ],
)
def test_a_link_is_trusted_by_its_whole_host_only(host, trusted):
    assert Settings().trusts_host(host) is trusted


def test_secrets_are_not_shown():
    shown = repr(Settings(secret_key="open sesame", database_url="postgresql://u:password@db/ocop"))
    assert "sesame" not in shown
    assert "password" not in shown


def test_a_server_without_a_secret_key_does_not_start(tmp_path):
    with pytest.raises(InvalidInput, match="OCOP_SECRET_KEY"):
        create_app(Settings(instance_dir=tmp_path))


def test_the_readme_lists_every_setting():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert settings_table() in readme


def test_the_table_has_a_row_with_a_meaning_for_every_setting():
    rows = settings_table().splitlines()[2:]
    names = [row.split("`")[1] for row in rows]
    assert names == [PREFIX + name.upper() for name in Settings.__dataclass_fields__]
    assert all(row.split("|")[3].strip().endswith(".") for row in rows)
