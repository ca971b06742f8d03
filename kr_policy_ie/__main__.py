"""`python -m kr_policy_ie` is `kr-policy-ie`."""

import sys

from kr_policy_ie.cli import main

sys.exit(main())
