async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error || `Tidak berhasil (${response.status}).`);
  return body;
}

const unreachable = () => {
  throw new Error("Sandbox tidak menjawab. Apakah tanggap demo masih berjalan?");
};

export const get = (path) => fetch(`/sandbox/${path}`).catch(unreachable).then(answerOf);

export function post(path, body) {
  const form = body instanceof FormData;
  return fetch(`/sandbox/${path}`, {
    method: "POST",
    headers: form ? {} : { "Content-Type": "application/json" },
    body: form ? body : JSON.stringify(body ?? {}),
  }).catch(unreachable).then(answerOf);
}

// send is everything that a person can say; files go under the name "file".
export function send(user, fields, files = []) {
  const form = new FormData();
  form.set("user", user);
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== null && value !== "") form.set(name, value);
  for (const file of files) form.append("file", file, file.name);
  return post("send", form);
}
