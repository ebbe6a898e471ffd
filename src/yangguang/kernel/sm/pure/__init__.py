"""
The pure-Python twins of SM2, SM3 and SM4: fallback where no library has them, and oracle of the tests.

They run in time that depends on the key; where others can measure that closely, use the library.
"""
