"""Drivers: what speaks to the storage of a URL, with the environment's credentials and its patience."""

import os
from typing import Any

from vsearch.errors import PackageMissing

_PATIENCE = float(os.environ.get("VSEARCH_STORAGE_PATIENCE", "60"))
"""Seconds after which storage that does not answer is given up."""
_ADDRESSES = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "GOOGLE_BASE_URL")
"""Variables that name a server of one's own."""


def driver(url: str) -> Any:
    """The driver's store of a URL; credentials come from the environment alone, by the cloud's usual chain."""
    scheme, _, rest = url.partition("://")
    name, _, prefix = rest.partition("/")
    try:
        from obstore import store
    except ImportError as error:
        raise PackageMissing(f"{url} cannot be reached without the package obstore.", "install-cloud") from error
    from datetime import timedelta

    given: dict[str, Any] = {
        "client_options": {"connect_timeout": "5s", "read_timeout": "20s", "timeout": "300s", **_plain(scheme)},
        "retry_config": {
            "max_retries": 8,
            "retry_timeout": timedelta(seconds=_PATIENCE),
            "backoff": {"init_backoff": timedelta(seconds=0.1), "max_backoff": timedelta(seconds=5), "base": 2},
        },
    }
    if scheme in ("http", "https"):
        return store.HTTPStore.from_url(url, **given)
    kinds: dict[str, Any] = {"s3": store.S3Store, "gs": store.GCSStore, "az": store.AzureStore}
    return kinds[scheme](name, prefix=prefix or None, **given, **_profile(scheme))


def _plain(scheme: str) -> dict[str, Any]:
    """Storage on one's own machine or network is asked without encryption where its address says so."""
    named = (os.environ.get(name, "") for name in _ADDRESSES)
    return {"allow_http": True} if scheme == "http" or any(one.startswith("http://") for one in named) else {}


def _profile(scheme: str) -> dict[str, Any]:
    """What AWS's own package knows of profiles and sign-ons, where it is installed and a profile is named."""
    if scheme != "s3" or "AWS_PROFILE" not in os.environ or "AWS_ACCESS_KEY_ID" in os.environ:
        return {}
    try:
        from obstore.auth.boto3 import Boto3CredentialProvider
    except ImportError:
        return {}
    return {"credential_provider": Boto3CredentialProvider()}
