"""Questions and their answers: requests are compiled to SQL, evaluated, opened down to rows and explained."""
