import type { getUsage, OutputOf } from '@parley/contract';

type Day = OutputOf<typeof getUsage>['days'][number];

/** A line for each day on which something was sent; its bar is as long as the day was busy. */
export const UsageTable = ({ days }: { days: readonly Day[] }) => {
  const most = Math.max(...days.map(({ accepted }) => accepted));
  return (
    <div className="scrolls">
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <td className="wide-bar" aria-hidden="true" />
            <th scope="col">Sent</th>
            <th scope="col">Pending</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{day.day}</th>
              <td className="wide-bar" aria-hidden="true">
                <span className="bar" style={{ width: `${(100 * day.accepted) / most}%` }}>
                  {parts.map(([name, look]) => (
                    <span key={name} className={look} style={{ flexGrow: day[name] }} />
                  ))}
                </span>
              </td>
              <td>{day.successful_count}</td>
              <td>{day.pending}</td>
              <td>{day.failed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const parts = [
  ['successful_count', 'good'],
  ['pending', 'busy'],
  ['failed', 'bad'],
] as const;
