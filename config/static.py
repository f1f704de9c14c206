"""Where static files are: names with a digest of what is in them, compressed beside."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A page names some forty files: each address is worked out once in a process."""

    @cache  # noqa: B019 - there is one storage
    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's
        address: str = super().url(name, force)
        return address
