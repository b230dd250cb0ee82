// Loaded into a measured server where the system cannot be asked about another process: tells its usage on request.
import process from 'node:process';

process.on('message', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  process.send({ cpuMs, memoryMb: process.memoryUsage.rss() / 2 ** 20, peakMb: maxRSS / 1024 });
});
// The channel must not keep a stopping server alive.
process.channel.unref();
