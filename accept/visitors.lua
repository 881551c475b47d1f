-- What a visitor of the site asks for, for wrk: pages, searches and pictures from a list of
-- addresses, in an order of each thread's own; statuses are counted by kind.
local addresses = {}
local threads = {}

function setup(thread)
  thread:set("number", #threads + 1)
  table.insert(threads, thread)
end

function init(args)
  for line in io.lines(args[1]) do
    table.insert(addresses, line)
  end
  math.randomseed(7 + number)
  ok, turned_away, other = 0, 0, 0
end

function request()
  return wrk.format("GET", addresses[math.random(#addresses)])
end

function response(status)
  if status < 400 then
    ok = ok + 1
  elseif status == 429 then
    turned_away = turned_away + 1
  else
    other = other + 1
  end
end

function done(summary, latency)
  local sums = { ok = 0, turned_away = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for kind, sum in pairs(sums) do
      sums[kind] = sum + thread:get(kind)
    end
  end
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write
  io.write(string.format(
    'COUNTS {"ok": %d, "turned_away": %d, "other": %d, "lost": %d, "timeouts": %d, "p50_ms": %.1f, "p99_ms": %.1f}\n',
    sums.ok, sums.turned_away, sums.other, lost, summary.errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
