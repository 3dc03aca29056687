"""Pages for physicians, opened as they do."""

from tests.integration.web_care.conftest import (
    SignIn as SignIn,
)
from tests.integration.web_care.conftest import (
    plain_static_files as plain_static_files,
)
from tests.integration.web_care.conftest import (
    sign_in as sign_in,
)
