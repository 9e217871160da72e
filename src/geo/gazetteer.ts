/** A street of the demo town, with one postcode and a point on it. */
export interface Street {
  readonly name: string;
  readonly town: string;
  readonly postcode: string;
  readonly latitude: number;
  readonly longitude: number;
  /** House numbers go this far. */
  readonly lastNumber: number;
}

const street = (name: string, postcode: string, latitude: number, longitude: number, lastNumber: number): Street => ({
  name,
  town: 'London',
  postcode,
  latitude,
  longitude,
  lastNumber,
});

/** The neighbourhood of the demo business. Made up: names and points stand for no real place. */
export const DEMO_TOWN: readonly Street[] = [
  street('Mill Lane', 'N1 7AA', 51.5352, -0.1031, 48),
  street('Mill Lane East', 'N1 7AB', 51.5356, -0.1002, 30),
  street('Mill Road', 'N1 8QD', 51.5412, -0.1087, 112),
  street('Willow Street', 'N1 7BT', 51.5331, -0.1064, 60),
  street('Church Street', 'N1 6PL', 51.5301, -0.0988, 90),
  street('Church Lane', 'N1 6PN', 51.5307, -0.0971, 24),
  street('High Street', 'N1 2LQ', 51.5388, -0.1029, 240),
  street('Station Road', 'N5 1RA', 51.5497, -0.0983, 160),
  street('Victoria Road', 'N7 6AB', 51.5562, -0.1177, 132),
  street('Green Lane', 'N5 2TD', 51.5531, -0.0931, 76),
  street('Market Place', 'N1 3JP', 51.5371, -0.0957, 20),
  street('Park Avenue', 'N4 2HS', 51.5659, -0.0995, 88),
  street('Garden Walk', 'N1 7EZ', 51.5344, -0.1093, 36),
  street('Orchard Close', 'N7 8LE', 51.5528, -0.1211, 18),
  street('Bridge Street', 'N1 9GX', 51.5327, -0.1189, 54),
  street('Canal Row', 'N1 8EW', 51.5349, -0.0919, 42),
  street('Kings Parade', 'N1 1DA', 51.5419, -0.1001, 66),
  street('Queens Gardens', 'N4 1PX', 51.5682, -0.1062, 40),
];
