"""Whisper through transformers: any checkpoint of its architecture, from a folder or the hub's cache."""

from collections.abc import Sequence
from typing import Any

from vsearch.errors import DeviceFull, ModelMissing, WordsUnreadable, first_line
from vsearch.indexer.transcribers import Said
from vsearch.models.checkpoints import checkpoint, own_code_refused
from vsearch.models.packages import demand_runtime
from vsearch.nouns import Span
from vsearch.sounds import Wave
from vsearch.sounds.voice import RATE

_CURE = "other-transcriber"


class Whisper:
    """Writes down what is said, with times; each piece stands alone, so that a mistake is not carried on."""

    def __init__(self, model: str, *, device: str = "auto") -> None:
        demand_runtime(f"whisper:{model}", "transformers", cure="install-transcriber")
        folder = checkpoint(model, _CURE)  # where there is none, torch is not worth its seconds
        import torch

        self.name = f"whisper:{model}"
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        self._torch = torch
        self._device = device
        self._processor, self._model = _loaded(str(folder), model, device)
        self._times = self._processor.tokenizer.convert_tokens_to_ids("<|notimestamps|>") + 1

    def transcribe(self, wave: Wave, language: str = "") -> Sequence[Said]:
        """What is said; without a language, or with one it does not know, it is detected."""
        try:
            with self._torch.inference_mode():
                return self._written(wave, language)
        except (RuntimeError, ValueError, IndexError) as error:
            raise WordsUnreadable(f"{self.name} gave up ({first_line(error)}).", "smaller-transcriber") from error

    def _written(self, wave: Wave, language: str) -> list[Said]:
        heard = self._processor(wave, sampling_rate=RATE, return_tensors="pt").input_features
        heard = heard.to(self._device, self._model.dtype)
        states = self._model.get_encoder()(heard)
        config = self._model.generation_config
        spoken = language if config.is_multilingual else "en"
        if config.is_multilingual and f"<|{language}|>" not in config.lang_to_id:
            spoken = self._detected(states)
        silence = self._silence(states)
        tokens = self._tokens(heard, states, spoken)
        return self._pieces(tokens, self._certainty(states, tokens), len(wave) / RATE, spoken, silence)

    def _tokens(self, heard: Any, states: Any, language: str) -> list[int]:
        """What the model writes: times and words, from its start token on."""
        config = self._model.generation_config
        words = {"language": language, "task": "transcribe"} if config.is_multilingual else {}
        out = self._model.generate(
            heard,
            encoder_outputs=states,
            return_timestamps=True,
            condition_on_prev_tokens=False,
            do_sample=False,
            num_beams=1,
            **words,
        )
        start = [self._model.config.decoder_start_token_id]
        if config.is_multilingual:
            start += [config.lang_to_id[f"<|{language}|>"], config.task_to_id["transcribe"]]
        written: list[int] = out[0].tolist()
        return start + (written[len(start) :] if written[: len(start)] == start else written)

    def _certainty(self, states: Any, tokens: list[int]) -> list[float]:
        """The log-probability of each token after those before it, in one step (generation keeps none with times)."""
        ids = self._torch.tensor([tokens], device=self._device)
        odds = self._model(encoder_outputs=states, decoder_input_ids=ids).logits[0].float().log_softmax(-1)
        return [0.0, *odds[:-1].gather(1, ids[0, 1:, None])[:, 0].tolist()]

    def _pieces(self, tokens: list[int], sure: list[float], length: float, language: str, silence: float) -> list[Said]:
        """Cut the tokens where times stand: <|0.00|> words <|2.40|><|2.40|> words <|5.00|>."""
        end_of_text = self._processor.tokenizer.eos_token_id
        pieces: list[Said] = []
        start, ids, odds = 0.0, [], []
        for token, odd in [*zip(tokens, sure, strict=True), (-1, 0.0)]:
            if 0 <= token < end_of_text:
                ids.append(token)
                odds.append(odd)
            elif token >= self._times or token == -1:
                time = min(length, (token - self._times) * 0.02) if token != -1 else length
                text = self._processor.tokenizer.decode(ids, skip_special_tokens=True).strip()
                if text:
                    span = Span(start, max(start, time))
                    pieces.append(Said(span, text, language, silence, sum(odds) / len(odds)))
                start, ids, odds = time, [], []
        return pieces

    def _detected(self, states: Any) -> str:
        token = int(self._model.detect_language(encoder_outputs=states)[0])
        name: str = self._processor.tokenizer.convert_ids_to_tokens(token)
        return name.strip("<|>")

    def _silence(self, states: Any) -> float:
        """The probability of <|nospeech|> as the very first token."""
        first = self._torch.tensor([[self._model.config.decoder_start_token_id]], device=self._device)
        logits = self._model(encoder_outputs=states, decoder_input_ids=first).logits[0, -1].float()
        return float(logits.softmax(-1)[self._times - 2])  # <|nospeech|>, <|notimestamps|>, then the times


def _loaded(folder: str, model: str, device: str) -> tuple[Any, Any]:
    import torch
    from transformers import WhisperForConditionalGeneration, WhisperProcessor
    from transformers.utils import logging as progress

    progress.disable_progress_bar()

    try:
        # Half precision, as checkpoints for GPUs are saved in, is slow on a CPU.
        kind = torch.float32 if device == "cpu" else "auto"
        with own_code_refused(model):
            processor = WhisperProcessor.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            network = WhisperForConditionalGeneration.from_pretrained(
                folder, local_files_only=True, dtype=kind, trust_remote_code=False
            )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ModelMissing(f"{model} is no whole Whisper model ({first_line(error)}).", _CURE) from error
    try:
        return processor, network.to(device).eval()
    except torch.OutOfMemoryError as error:
        raise DeviceFull(f"{device} has not enough free memory for {model}.", "smaller-transcriber") from error
