// follow hands every change to take, and tells state whether the sandbox can be
// heard. Where there is no stream it asks again and again.
export function follow(take, state) {
  if (!("EventSource" in window)) return ask(take, state);
  let failures = 0;
  const source = new EventSource("/sandbox/events");
  source.onmessage = (event) => {
    failures = 0;
    state(true);
    take(JSON.parse(event.data));
  };
  source.onerror = () => {
    state(false);
    failures += 1;
    // The browser tries again by itself, unless it has given up.
    if (source.readyState === EventSource.CLOSED || failures > 20) {
      source.close();
      ask(take, state);
    }
  };
  window.addEventListener("pagehide", () => source.close());
}

async function ask(take, state) {
  let mark = "";
  for (;;) {
    try {
      const response = await fetch(`/sandbox/changes?since=${encodeURIComponent(mark)}`);
      if (!response.ok) throw new Error(response.statusText);
      mark = response.headers.get("X-Mark");
      state(true);
      take(await response.json());
    } catch {
      state(false);
    }
    await new Promise((done) => setTimeout(done, 400));
  }
}
