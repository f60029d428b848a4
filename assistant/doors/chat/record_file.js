// The record is read here and sent as text: no file goes through the server. Of one that is too large only the size is.
element.addEventListener('change', async (event) => {
  const file = event.target.files && event.target.files[0];
  if (!file) return;
  const whole = file.size > 4 * props.most ? '' : await file.text();
  const text = whole.length > props.most ? '' : whole;
  event.target.value = '';
  props.value = JSON.stringify({ name: file.name, size: file.size, text });
  trigger('opened');
});
