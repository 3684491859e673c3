/** Bodies as a Statuspage sends them (API v2). */

export const feedUrl = "https://spotify.statuspage.io/api/v2/summary.json";
export const origin = "https://spotify.statuspage.io";
export const path = "/api/v2/summary.json";

export function allGood(): Record<string, unknown> {
  return {
    page: { id: "p1", name: "Spotify", url: origin, updated_at: "2026-11-22T11:00:00.000Z" },
    status: { indicator: "none", description: "All Systems Operational" },
    components: [{ id: "c1", name: "Streaming", status: "operational" }],
    incidents: [],
    scheduled_maintenances: [],
  };
}

export const incident = {
  id: "i1",
  name: "Playback errors",
  status: "investigating",
  impact: "major",
  created_at: "2026-11-22T11:30:00.000Z",
  resolved_at: null,
  incident_updates: [{ id: "u1", status: "investigating", body: "We are looking into it." }],
};

export function broken(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...allGood(),
    status: { indicator: "major", description: "Partial System Outage" },
    incidents: [{ ...incident, ...change }],
  };
}
