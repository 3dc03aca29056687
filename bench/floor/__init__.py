"""The floor: the least that Django can do to take twenty answers and store them durably."""
