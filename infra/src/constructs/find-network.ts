import { SecurityGroup, Subnet, Vpc, type ISecurityGroup, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** A network that exists, by its ids. */
export interface NetworkIds {
  readonly vpcId: string;
  readonly availabilityZones: readonly string[];
  /** Private ones, with a way out to the CRMs and to Quo: one per zone. */
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

/** Where functions run. */
export interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

/** Finds a network without a look at the account. */
export function findNetwork(scope: Construct, { vpcId, availabilityZones, subnetIds, securityGroupId }: NetworkIds): Network {
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones: [...availabilityZones], privateSubnetIds: [...subnetIds] }),
    vpcSubnets: { subnets: subnetIds.map((id) => Subnet.fromSubnetId(scope, id, id)) },
    securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'SecurityGroup', securityGroupId)],
  };
}
