# SPDX-License-Identifier: Apache-2.0
"""Names that Python dropped and that packages of 2018 import: given back before any of them loads."""
import collections
import collections.abc
import inspect

for name in collections.abc.__all__:
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))
if not hasattr(inspect, "getargspec"):
    inspect.getargspec = inspect.getfullargspec
