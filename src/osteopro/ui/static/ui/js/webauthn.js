// Staff sign-in: passkeys, showing a typed password, printing recovery codes.
// A form with data-passkey="get|fetch|create" asks the browser for a passkey before it is sent:
// "fetch" gets its challenge when pressed, the others find it in the page's data block.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const known = (list = []) => list.map((key) => ({ ...key, id: bytes(key.id) }));

async function challenge(form) {
  if (form.dataset.passkey === 'fetch') {
    const answer = await fetch(form.action, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error('no challenge');
    return (await answer.json()).request_options.publicKey;
  }
  const data = JSON.parse(document.getElementById('passkey-options').textContent);
  return (data.creation_options ?? data.request_options).publicKey;
}

async function make(form) {
  const options = await challenge(form);
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
    authenticatorSelection: {
      ...options.authenticatorSelection,
      residentKey: 'required', requireResidentKey: true, userVerification: 'required',
    },
  };
  const made = await navigator.credentials.create({ publicKey });
  return sent(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function use(form) {
  const options = await challenge(form);
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
  const used = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = used.response;
  return sent(used, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const sent = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? null,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
});

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const state = form.querySelector('[data-passkey-state]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    state.textContent = '';
    if (!window.PublicKeyCredential) {
      state.textContent = form.dataset.unsupported;
      return;
    }
    try {
      const credential = await (form.dataset.passkey === 'create' ? make : use)(form);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      const address = error instanceof DOMException && error.name === 'SecurityError';
      state.textContent = address ? form.dataset.unsupported : form.dataset.refused;
    }
  });
}

for (const button of document.querySelectorAll('[data-shows]')) {
  const field = document.getElementById(button.dataset.shows);
  const label = button.querySelector('span');
  const show = label.textContent;
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    label.textContent = shown ? show : button.dataset.hide;
  });
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
