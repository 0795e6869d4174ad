"""What the system learns from and ships with: a sample library made on the spot, and small films for tests."""
