"""The manager's summary: one picture and ten lines, the same on paper and as a spreadsheet."""
