"""Settings: where they come from, which wins, and what a bad one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import Settings
from ingest.errors import SettingsError
from ingest.settings import IngestSettings


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting is read from vouch.toml, the environment overrides it, and a given value overrides both."""
    monkeypatch.chdir(tmp_path)
    Path("vouch.toml").write_text('model = "openai:a"\nevidence = 5\n', encoding="utf-8")
    monkeypatch.setenv("VOUCH_MODEL", "openai:b")
    assert (Settings.load().model, Settings.load().evidence) == ("openai:b", 5)
    assert Settings.load(model="openai:c", depth=None).model == "openai:c"


def test_environment_values_are_read_by_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers and switches of the environment become numbers and switches."""
    monkeypatch.setenv("VOUCH_MODEL_TIMEOUT", "7.5")
    monkeypatch.setenv("VOUCH_AUDIT", "false")
    settings = Settings.load()
    assert (settings.model_timeout, settings.audit) == (7.5, False)


@pytest.mark.parametrize(
    ("name", "value"), [("VOUCH_DEPTH", "deep"), ("VOUCH_EVIDENCE", "many"), ("VOUCH_MODEL_TIMEOUT", "0")]
)
def test_an_unusable_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value outside what the setting allows is an error that names the setting."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name.removeprefix("VOUCH_").lower()):
        Settings.load()


def test_an_unknown_setting_in_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelled setting in the file is an error, not silence."""
    monkeypatch.chdir(tmp_path)
    Path("vouch.toml").write_text('modle = "x"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="modle"):
        Settings.load()


def test_one_file_serves_both_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ingest command accepts a file that also holds settings of the answer side."""
    monkeypatch.chdir(tmp_path)
    Path("vouch.toml").write_text('model = "openai:a"\nemail = "a@example.org"\n', encoding="utf-8")
    assert IngestSettings.load().email == "a@example.org"


@pytest.mark.parametrize(("content", "said"), [("model = ", "TOML"), (None, "VOUCH_CONFIG")])
def test_a_file_that_cannot_be_read_is_named(
    content: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken TOML, and a named file that is not there, are errors with the name."""
    path = tmp_path / "my.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    monkeypatch.setenv("VOUCH_CONFIG", str(path))
    with pytest.raises(SettingsError, match=said):
        Settings.load()


def test_secrets_do_not_show() -> None:
    """Keys are masked in the settings' repr."""
    shown = repr(Settings.load(model_key="sk-secret", ncbi_api_key="k-secret"))
    assert "secret" not in shown
    assert "model_key='***'" in shown
