"""What of a question and a patient may leave this machine, and where it would go."""
