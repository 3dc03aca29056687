"""REFI-QDA 1.0, the exchange format of qualitative analysis programs: pure, without Django.

`model` holds the concepts, `shape` their place in the XML, `writer` and `reader` the two ways,
`profiles` what leaves us and `extension` what the standard has no element for.
"""
