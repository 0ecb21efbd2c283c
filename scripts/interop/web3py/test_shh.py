# SPDX-License-Identifier: Apache-2.0
"""Runs the Whisper tests that web3.py ships, as they are, against the node."""
from web3._utils.module_testing.shh_module import GoEthereumShhModuleTest


class TestGoEthereumShh(GoEthereumShhModuleTest):
    pass
