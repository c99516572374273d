-- For wrk: sends the lines of a file as the bodies of POSTs, one after another, or plain GETs
-- without one; prints what came of it as one line of JSON.
local requests = {}
local sent = 0

function init(arguments)
  if not arguments[1] then return end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  for line in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format(nil, nil, nil, line)
  end
  request = function()
    sent = sent + 1
    return requests[(sent - 1) % #requests + 1]
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  print(string.format(
    '{"answers": %d, "microseconds": %d, "failed": %d, "p50": %f, "p99": %f}',
    summary.requests, summary.duration, failed,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end
