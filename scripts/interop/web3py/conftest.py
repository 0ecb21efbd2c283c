# SPDX-License-Identifier: Apache-2.0
"""The `web3` fixture that the Whisper tests inside web3.py ask for."""
import inspect
import os

# web3.py 5.13.0 was written for Python 3.6 to 3.8; parsimonious 0.8.1, which eth-abi 2 brings,
# still imports the function that Python 3.11 dropped.
if not hasattr(inspect, "getargspec"):
    inspect.getargspec = inspect.getfullargspec

import pytest
from web3 import HTTPProvider, IPCProvider, Web3

pytest_plugins = ["summary"]
PROVIDERS = {"http": ("NODE_HTTP", HTTPProvider), "ipc": ("NODE_IPC", IPCProvider)}


@pytest.fixture(params=[name for name, (env, _) in PROVIDERS.items() if os.environ.get(env)])
def web3(request):
    env, provider = PROVIDERS[request.param]
    web3 = Web3(provider(os.environ[env]))
    before = web3.geth.shh.info()
    yield web3
    # test_shh_info turns these two and leaves them so, which would starve every later test.
    web3.geth.shh.set_max_message_size(before["maxMessageSize"])
    web3.geth.shh.set_min_pow(before["minPow"])
