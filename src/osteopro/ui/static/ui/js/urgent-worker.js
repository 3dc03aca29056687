// Keeps the emergency page on the phone, so that it opens without a network.
// Served from the site's root; everything else goes straight to the network.
const CACHE = "osteopro-urgent";
const PAGE = "/me/urgent/";

async function fill() {
  const cache = await caches.open(CACHE);
  const response = await fetch(PAGE);
  if (!response.ok) return;
  const html = await response.clone().text();
  const files = [...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((match) => match[1]);
  await cache.addAll(files);
  await cache.put(PAGE, response);
}

async function networkFirst(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method === "GET" && (pathname === PAGE || pathname.startsWith("/static/ui/")))
    event.respondWith(networkFirst(event.request));
});
