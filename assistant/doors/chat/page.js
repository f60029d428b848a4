() => {
  // A citation opens beside its sentence: only the column of evidence moves, and the quote is told from its neighbors.
  const marksOf = (card, number) =>
    [...card.querySelectorAll('.vouch-at')]
      .filter((at) => at.dataset.quotes.split(' ').includes(number))
      .map((at) => at.nextElementSibling);

  const column = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement)
      if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
    return document.scrollingElement;
  };

  // In a long answer the column may have scrolled away with its row: it is set beside what is being read.
  const beside = (scroller) => {
    scroller.style.marginTop = '';
    const row = scroller.parentElement.getBoundingClientRect();
    if (scroller.getBoundingClientRect().top >= 0) return;
    scroller.style.marginTop = `${Math.max(0, Math.min(-row.top, row.height - scroller.offsetHeight))}px`;
  };

  const bring = (element) => {
    const scroller = column(element);
    if (scroller === document.scrollingElement) return element.scrollIntoView({ block: 'center' });
    beside(scroller);
    const box = scroller.getBoundingClientRect();
    const top = Math.max(box.top, 0);
    const middle = (top + Math.min(box.bottom, window.innerHeight)) / 2;
    const at = element.getBoundingClientRect();
    scroller.scrollTop += at.top + Math.min(at.height, middle - top) / 2 - middle;
  };

  const open = (link) => {
    const [, turn, number] = link.hash.match(/^#t(\d+)c(\d+[a-z]*)$/) || [];
    const card = turn && document.getElementById(`t${turn}c${number}`)?.closest('.vouch-card');
    if (!card) return false;
    for (let fold = card.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    document.querySelectorAll('.vouch-shown').forEach((was) => was.classList.remove('vouch-shown'));
    const marks = marksOf(card, number);
    [card, ...marks].forEach((part) => part.classList.add('vouch-shown'));
    bring(marks[0] || card);
    card.querySelector(`a.vouch-back[href="#t${turn}f${number}"]`)?.focus({ preventScroll: true });
    return true;
  };

  const back = (link) => {
    const cite = document.getElementById(link.hash.slice(1));
    if (!cite) return false;
    cite.focus({ preventScroll: true });
    cite.scrollIntoView({ block: 'nearest' });
    return true;
  };

  // The command is copied, or where the browser refuses that, marked for the reader to copy; the button says which.
  const copy = async (button) => {
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = 'Copied';
    } catch {
      button.textContent = button.dataset.copy;
      window.getSelection().selectAllChildren(button);
      return;
    }
    setTimeout(() => { button.textContent = said; }, 2000);
  };

  // The reading goes into the question box as if it were typed; the case goes into the form, which the server fills.
  const editQuestion = (button) => {
    const box = document.querySelector('#vouch-ask textarea');
    box.value = button.dataset.question;
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
  };

  document.addEventListener('click', (event) => {
    const reading = event.target.closest?.('button.vouch-edit-question');
    if (reading) return editQuestion(reading);
    if (event.target.closest?.('button.vouch-edit-case')) return document.querySelector('#vouch-edit')?.click();
    const button = event.target.closest?.('button.vouch-copy');
    if (button) return copy(button);
    const link = event.target.closest?.('a.vouch-cite, a.vouch-back');
    if (link && (link.classList.contains('vouch-cite') ? open(link) : back(link))) event.preventDefault();
  });

  // Enter that chooses a word of an input method is not yet a question.
  document.addEventListener('keydown', (event) => {
    if (event.isComposing && event.key === 'Enter') event.stopPropagation();
  }, true);
}
