"""Tours: solved and checked; they answer a question and write nothing but a job."""
