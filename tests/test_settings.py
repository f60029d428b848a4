"""Settings: where they come from, which wins, and what a bad one says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.settings import Settings, departures
from ingest.errors import SettingsError
from ingest.settings import IngestSettings

ROOT = Path(__file__).parent.parent
TABLE = Path(__file__).parent / "tables" / "found_settings.tsv"
CASES = [line.split("\t")[:3] for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
REFUSED = [(name, value) for name, value, found in CASES if found == "refused"]


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


def test_one_file_serves_both_commands(tmp_path: Path) -> None:
    """The ingest command, which does not load the answer side, accepts every setting of that side in the file."""
    others = set(Settings.__struct_fields__) - set(IngestSettings.__struct_fields__)
    lines = [f"{name} = {value}" for name, value, _ in CASES if name in others]
    (tmp_path / "vouch.toml").write_text(
        "\n".join({line.split(" =")[0]: line for line in lines}.values()) + '\nemail = "a@example.org"\n', "utf-8"
    )
    code = "from ingest.settings import IngestSettings; print(IngestSettings.load().email)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ran.stdout == "a@example.org\n", ran.stderr


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


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_setting_of_before_says_what_takes_its_place(
    by_hand: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is gone and still set, in the environment or a file, is one line with its place and its successor."""
    monkeypatch.chdir(tmp_path)
    if by_hand:
        monkeypatch.setenv("VOUCH_NLI", "none")
    else:
        Path("vouch.toml").write_text('nli = "none"\n', encoding="utf-8")
    for settings in (Settings, IngestSettings):
        with pytest.raises(SettingsError, match=r"\A(VOUCH_NLI|nli in vouch\.toml) is no setting any more: .*`judge`"):
            settings.load()


def test_secrets_do_not_show() -> None:
    """Keys are masked in the settings' repr."""
    shown = repr(Settings.load(model_key="sk-secret", ncbi_api_key="k-secret"))
    assert "secret" not in shown
    assert "model_key='***'" in shown


def test_every_setting_has_a_case() -> None:
    """The table says of every setting what a found file may do with it."""
    assert {name for name, _, _ in CASES} == set(Settings.__struct_fields__)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, value, found in CASES if found == "counts"])
def test_a_found_file_may_set_what_stays_here(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vouch.toml that lies in the working folder counts where nothing leaves by it and no other model reads."""
    monkeypatch.chdir(tmp_path)
    Path("vouch.toml").write_text(f"{name} = {value}\n", encoding="utf-8")
    assert getattr(Settings.load(), name) == json.loads(value)


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_found_file_may_not_redirect(name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would send something elsewhere is refused in one line that names the setting, the file and the cure; and
    counts once the file is named."""
    monkeypatch.chdir(tmp_path)
    Path("vouch.toml").write_text(f"{name} = {value}\n", encoding="utf-8")
    monkeypatch.setenv("VOUCH_MODEL_KEY", "sk-mine")
    monkeypatch.setenv("VOUCH_NCBI_API_KEY", "k-mine")
    if name == "model_key":
        monkeypatch.delenv("VOUCH_MODEL_KEY")
    with pytest.raises(SettingsError, match=rf"{name}.*VOUCH_CONFIG=vouch\.toml") as caught:
        Settings.load()
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not {"sk-mine", "k-mine", "sk-theirs"} & set(re.findall(r"[\w-]+", str(caught.value)))
    monkeypatch.setenv("VOUCH_CONFIG", "vouch.toml")
    assert getattr(Settings.load(), name) == json.loads(value)


def test_what_is_set_by_hand_wins_over_a_found_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A found file's setting that the environment or the caller sets too is not used, so it is not refused; a second
    one still is."""
    monkeypatch.chdir(tmp_path)
    Path("vouch.toml").write_text('model = "openai:theirs"\n', encoding="utf-8")
    assert Settings.load(model="openai:mine").model == "openai:mine"
    Path("vouch.toml").write_text('model = "openai:theirs"\nmodel_url = "https://them.example.org"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="sets model_url:"):
        Settings.load(model="openai:mine")


@pytest.mark.parametrize("arguments", [["ask", "Is it so?"], ["serve"], ["chat"], ["doctor"]])
def test_every_door_refuses_in_one_line(arguments: list[str], tmp_path: Path) -> None:
    """The command ends with exit code 1 and one line, before anything is opened."""
    (tmp_path / "vouch.toml").write_text('model_url = "https://models.example.org/v1"\n', encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "VOUCH_MODEL_KEY": "sk-mine", "VOUCH_MODEL": "openai:m"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert "model_url" in ran.stderr
    assert "VOUCH_CONFIG=vouch.toml" in ran.stderr
    assert "sk-mine" not in ran.stderr + ran.stdout


@pytest.mark.parametrize(
    ("environment", "given", "key"),
    [
        ({}, {"model": "openai:m"}, "sk-mine"),
        ({}, {"model": "openai:m", "model_url": "https://b.example.org"}, "sk-mine"),
        ({"VOUCH_MODEL": "openai:m"}, {}, "sk-mine"),
        ({"VOUCH_MODEL": "openai:m"}, {"model": "openai:n"}, "sk-mine"),
        ({"VOUCH_MODEL": "extractive"}, {"model": "openai:n"}, "sk-mine"),
        ({"VOUCH_MODEL": "openai:m"}, {"model": "anthropic:n"}, ""),
        ({"VOUCH_MODEL": "openai:m"}, {"model": "anthropic:n", "model_key": "sk-other"}, "sk-other"),
        ({"VOUCH_MODEL": "openai:m"}, {"model_url": "https://b.example.org"}, ""),
        ({"VOUCH_MODEL_URL": "https://a.example.org/v1"}, {"model": "openai:m"}, "sk-mine"),
        ({"VOUCH_MODEL_URL": "https://a.example.org/v1"}, {"model_url": "https://a.example.org/v2"}, "sk-mine"),
        ({"VOUCH_MODEL_URL": "https://a.example.org/v1"}, {"model_url": "https://b.example.org/v1"}, ""),
        ({"VOUCH_MODEL_URL": "https://a.example.org/v1"}, {"model_url": "http://a.example.org/v1"}, ""),
    ],
)
def test_a_key_stays_with_its_host(
    environment: dict[str, str], given: dict[str, str], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that was set together with a provider or a host is not taken along to another."""
    monkeypatch.setenv("VOUCH_MODEL_KEY", "sk-mine")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Settings.load(**given).model_key == key


def test_the_judges_key_stays_with_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the writer's: another provider or server of the judge leaves it behind."""
    monkeypatch.setenv("VOUCH_JUDGE_KEY", "sk-judge")
    monkeypatch.setenv("VOUCH_JUDGE", "openai:j")
    assert Settings.load(judge="openai:k").judge_key == "sk-judge"
    assert Settings.load(judge="anthropic:k").judge_key == ""
    assert Settings.load(judge_url="https://b.example.org/v1").judge_key == ""


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"judge": "openai:j"}, ("https://a.example.org/v1", "sk-writer")),
        ({"judge": "ollama:j"}, ("", "")),
        ({"judge": "openai:j", "judge_url": "https://b.example.org/v1"}, ("https://b.example.org/v1", "")),
        ({"judge": "openai:j", "judge_key": "sk-judge"}, ("", "sk-judge")),
    ],
)
def test_a_judge_is_asked_on_the_writers_server_only_where_it_is_of_its_provider(
    given: dict[str, str], at: tuple[str, str]
) -> None:
    """The writer's URL and key go together, and to no judge that names a server, a key or another provider."""
    writer = {"model": "openai:m", "model_url": "https://a.example.org/v1", "model_key": "sk-writer"}
    assert Settings(**writer, **given).judged_at == at


@pytest.mark.parametrize(("url", "key"), [("https://eutils.example.org", ""), (None, "k-mine")])
def test_ncbis_key_stays_with_ncbi(url: str | None, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """NCBI's key from the environment does not go to another server that a caller names."""
    monkeypatch.setenv("VOUCH_NCBI_API_KEY", "k-mine")
    assert IngestSettings.load(eutils_url=url).ncbi_api_key == key


def test_an_opened_assistants_key_stays_with_its_host(starter_library: Path) -> None:
    """Changes on top of given settings do not take the key to another host either."""
    settings = Settings(library=str(starter_library), model="openai:m", model_key="sk-mine")
    with Assistant.open(settings, model_url="https://b.example.org") as changed, Assistant.open(settings) as same:
        assert (changed.settings.model_key, same.settings.model_key) == ("", "sk-mine")


def test_changed_settings_leave_the_keys_of_another_provider_behind() -> None:
    """What is named anew counts, a key set for another provider does not come along, and the rest stays."""
    now = Settings(model="openai:m", model_key="sk-mine", judge="openai:now", judge_key="sk-judge", synthesis=True)
    changed = now.changed(judge="ollama:then", synthesis=False)
    assert (changed.judge, changed.synthesis, changed.judge_key) == ("ollama:then", False, "")
    assert (changed.model, changed.model_key) == ("openai:m", "sk-mine")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({}, "nothing"),
        ({"model": "local:folder", "chroma_url": "http://127.0.0.1:8000"}, "nothing"),
        ({"model": "openai:m"}, "the scrubbed question, facts of the patient's record and abstracts, to openai:m"),
        ({"judge": "openai:j"}, "nothing"),
        ({"model": "local:folder", "judge": "cross-encoder/nli"}, "nothing"),
        (
            {"model": "local:folder", "judge": "openai:j"},
            "the writer's scrubbed sentences and their evidence, to openai:j",
        ),
        (
            {"chroma_url": "http://vectors.example.org:8000"},
            "the question's vector, to http://vectors.example.org:8000",
        ),
    ],
)
def test_what_leaves_is_told(named: dict[str, str], told: str) -> None:
    """The doors say what leaves this machine, vectors for a Chroma server included."""
    assert departures(Settings.load(**named)) == told
