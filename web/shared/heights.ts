// heights are the colours of heights in the air, from low to high; each has its word in a legend and stands in a label too.
export const heights: Record<string, [light: string, dark: string]> = {
  ground: ['#5b5e57', '#a3aca8'], low: ['#8c1d6b', '#f08ccf'], five: ['#a8410b', '#ff9d5c'], ten: ['#7a6200', '#e6c72e'], twenty: ['#1c6b3c', '#63cf8d'], high: ['#1f4fa3', '#86b3ff'], unknown: ['#5b5e57', '#a3aca8'],
};
