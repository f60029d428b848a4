// The record is read here and sent as text: no file goes through the server.
element.addEventListener('change', async (event) => {
  const file = event.target.files && event.target.files[0];
  if (!file) return;
  const text = file.size > 4 * props.most ? '' : await file.text();
  event.target.value = '';
  props.value = JSON.stringify({ name: file.name, size: file.size, text });
  trigger('opened');
});
